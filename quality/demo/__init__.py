"""The invented municipality that a newcomer meets: values only, built from one seed."""
