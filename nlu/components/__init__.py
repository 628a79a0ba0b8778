"""Rasa components of Povezani: what the model understands and how it is reached."""
