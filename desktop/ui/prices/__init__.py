"""The room of the prices that will change by themselves."""
