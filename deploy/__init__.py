"""Everything behind `./handrail`: set-up, starting, watching, stopping, checking.

This package runs before any environment exists, so it imports the standard library only. The two
exceptions, `store.py` and `probe.py` when run as a program, are started inside the app environment.

    cli                 one function a command
    layout, problem     where things are; how a failure speaks
    screen, command     lines with a running clock; a logged, tethered subprocess
    python_finder, node_finder, ports, reach      what this machine has
    fingerprint, steps  content hashes; idempotent steps with stamps and one lock
    setup, packages, torch_build, model, lockfiles, test_programs    what the steps do
    environment, processes, ready, supervise, tether, instance, up    the running system
    checks, suites, doctor    `check`, `test`, `doctor`
"""
