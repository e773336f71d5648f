"""Rasa reads its environment while it is imported, so that comes first."""

from bot import environment

environment.prepare()
