"""Common first names in Norway, for hiding them from those who read without needing to know who."""

from __future__ import annotations

_NAMES = """
Aase Abdi Adam Agnes Ahmed Aina Aksel Alexander Alf Alfred Ali Alma Amalie Amina Amir Anders Andrea
Andreas Ane Anette Anita Anja Ann Anna Anne Anton Are Arild Arne Arnfinn Arnt Arthur Arvid Asbjørn
Aslaug Astrid Atle Aud Audun Aurora Axel Benjamin Bente Berit Bernt Birger Birgit Birgitte Bjarne
Bjørg Bjørn Bodil Borghild Brit Britt Brynjar Camilla Carina Caroline Cathrine Cecilie Charlotte
Christian Christina Christine Christoffer Dagfinn Daniel David Ebba Edel Edith Edvard Egil Eirik
Einar Elena Elin Elisabeth Elise Ella Ellen Elsa Else Emil Emilie Emma Endre Erik Erlend Erling
Espen Ester Eva Fatima Filip Finn Fredrik Frida Frode Gabriel Geir Georg Gerd Gjertrud Grete Gro
Gudrun Gunn Gunnar Gunvor Guro Gustav Halvor Hanna Hannah Hanne Hans Harald Hassan Hege Heidi Helene
Helga Helge Henriette Henrik Henry Herman Hilda Hilde Hildegunn Håkon Håvard Ibrahim Ida Inga Inge
Ingeborg Inger Ingrid Ingunn Ingvild Irene Iris Isabel Isak Ivar Jacob Jakob Jan Janne Jannicke Jens
Jenny Joakim Johan Johanna Johanne Johannes John Jon Jonas Jorunn Jostein Julia Julie Jørgen Jørn
Kai Kaia Kari Karin Karina Karoline Kasper Katrine Kenneth Ketil Kine Kirsten Kjell Kjersti Kjetil
Knut Kristian Kristin Kristina Kristine Kristoffer Kåre Lars Laila Lasse Laura Lea Leah Leif Lena
Lene Leo Leon Liam Lilly Lillian Linda Line Linn Linnea Lisa Lise Liv Lucas Ludvig Lukas Magne
Magnhild Magnus Maja Malin Marcus Maren Margit Margrethe Mari Maria Mariann Marianne Marie Marit
Marius Mark Markus Marte Martha Marthe Martin Martine Mathias Mathilde Matilde Mats Merete Mette Mia
Michael Mikael Mikkel Mina Mohamed Mohammed Mona Monica Morten Maryam Nadia Nils Nina Noah Nora
Norunn Oda Odd Oddbjørn Oddvar Ola Olaf Olav Ole Oliver Olivia Omar Ragna Ragnar Ragnhild Rannveig
Randi Reidar Reidun Renate Rita Robert Roger Rolf Ronny Roy Rune Ruth Saga Sander Sandra Sara
Sebastian Selma Signe Sigrid Sigrun Sigurd Silje Simen Simon Siri Siv Sofia Sofie Solbjørg Solfrid
Solveig Sondre Steinar Stian Stig Stine Stein Sunniva Susanne Svein Sven Sverre Synne Synnøve Tara
Terje Thea Theodor Therese Thomas Tiril Tobias Tom Tomas Tommy Tone Tonje Tor Tora Torbjørn Tore
Torill Torgeir Torhild Toril Tormod Torstein Torunn Trine Tron Trond Trude Trygve Tuva Ulf Una Unni
Vebjørn Vegard Vera Vibeke Victoria Vidar Vigdis Viktor Vilde Vilja Wenche William Yasmin Yngve
Yusuf Yvonne Zahra Åge Ådne Åse Åshild Åsmund Øivind Ørjan Øystein Øyvind
"""
COMMON = frozenset(_NAMES.split())
