"""What runs inside Rasa: our channel, our NLU components, and how Rasa is started and trained."""
