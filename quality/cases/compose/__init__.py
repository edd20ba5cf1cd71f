"""Pure thinking about texts and the order of things: values in, values out."""
