"""Numbers: the measures of all businesses, as a cockpit, page by page, and on a big screen."""
