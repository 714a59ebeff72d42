"""What a policy would do: takings played through the real engine, and the records of the past decided again."""
