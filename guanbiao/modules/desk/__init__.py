"""The desk: what everybody sees first, whatever her business."""
