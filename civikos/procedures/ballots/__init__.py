"""Secret ballots: electorate, booth, box, dossier. Who stands for what is the business of a program above."""
