"""What the bot does when words alone are not enough: answers from the FAQ, and jobs on the shop."""
