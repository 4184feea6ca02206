"""The revenue room: one goal, how likely it is, what each stage owes, what needs somebody."""
