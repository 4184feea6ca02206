"""Settings: pipelines and the stages that their deals go through."""
