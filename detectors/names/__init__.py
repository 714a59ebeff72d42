"""Names of people in prose: words of the dictionary, candidates, the evidence for each, and the model."""
