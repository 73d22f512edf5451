"""Why forecasts are what they are, and what the model makes of other values."""
