"""From a finished edition to one in force: proofs, rehearsal, publicity, publication, reading."""
