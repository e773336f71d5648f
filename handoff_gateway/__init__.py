"""The handoff gateway: the conversation's log, the bot's turns, and the door to a person."""
