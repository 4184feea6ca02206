"""Terms, clocks, judgements and the scorecard of both sides, from plain facts."""
