"""What the pages about cases ask for, a module for each verb."""
