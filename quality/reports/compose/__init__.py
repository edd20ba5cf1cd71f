"""Pure thinking: periods, the chapters made from facts, and a report made ready to be shown."""
