"""The pages of the vehicles business."""
