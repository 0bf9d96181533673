"""What is made of people's questions: an inbox, lessons, figures; knows nothing of Telegram."""
