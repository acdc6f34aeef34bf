"""The page: a door that shows the views in a browser on this machine and calls the app. No rule, no sum stands here."""
