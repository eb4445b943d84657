"""What if: experiments with an answer."""
