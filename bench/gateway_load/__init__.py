"""The parts of ./handrail bench gateway: servers, people, and the process that loads them."""
