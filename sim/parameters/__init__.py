"""What is drawn: one draw of what nobody chooses, from priors or a posterior."""
