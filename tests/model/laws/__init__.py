"""Laws that hold in every week of every run. They read arrays and know nothing of how the model fills them."""
