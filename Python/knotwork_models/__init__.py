"""What knotwork_export.py knows of models, a module for each package that trains them."""
