"""The funnel of both teams: one finding, the stages against plan, their parts."""
