"""弹幕评论: what was said in the rooms."""
