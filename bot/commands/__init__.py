"""The commands of ``povezani``, one file each; heavy imports wait until a command runs."""
