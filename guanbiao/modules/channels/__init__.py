"""Messages by mail, SMS and instant message, beside the inbox, as the standard says."""
