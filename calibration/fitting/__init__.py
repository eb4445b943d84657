"""From figures, priors and simulations to joint draws."""
