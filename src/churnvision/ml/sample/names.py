"""Words of the invented company: names of people, places, departments and jobs (all fictional)."""

import numpy as np
from numpy.typing import NDArray

FEMALE_FIRST_NAMES = """
Ada Alma Amelie Anja Beatrix Carla Clara Dana Edda Elif Emma Eva Fatma Frida Greta Hanna Helga Ida
Ines Ingrid Jana Judith Karin Klara Lea Lena Linh Lotte Maja Maren Mei Mila Nadia Nina Olga Paula
Priya Rosa Sofia Tilda Ulla Vera Wanda Yara Zoe
""".split()  # noqa: SIM905  (a list of one name a line would be 100 lines)
MALE_FIRST_NAMES = """
Aaron Adam Ali Anton Arne Ben Bruno Carl Chen David Dirk Emil Enzo Erik Felix Finn Georg Hamza Hans
Henrik Igor Ivan Jakob Jan Jonas Karl Kofi Lars Leo Luis Marek Max Milan Nils Omar Oskar Otto Paul
Ravi Samir Sven Theo Tom Uwe Viktor
""".split()  # noqa: SIM905  (a list of one name a line would be 100 lines)
LAST_NAMES = """
Ahlers Adeyemi Aydin Baumann Becker Berger Bergstrom Brandt Costa Dahl Danner Diaz Ebert Eklund
Fischer Fonseca Frank Gruber Haddad Hartmann Hassan Heller Hoffmann Horvat Ivanova Jansen Jung Kaya
Keller Kim Klein Kovacs Kraus Kumar Lang Larsen Lehmann Lindner Lopez Maier Marino Moreau Nakamura
Neumann Nguyen Novak Okafor Olsen Ortiz Pavlov Peters Petrov Popov Rahman Reuter Rossi Sato Schmitt
Schulz Silva Singh Sommer Stein Tanaka Thomsen Torres Ulrich Vogel Wagner Weber Werner Winter Wolf
Yilmaz Zeller Ziegler
""".split()  # noqa: SIM905  (a list of one name a line would be 100 lines)
LOCATIONS = ("Berlin", "Hamburg", "Munich", "Vienna", "Zurich", "Leipzig", "Remote")
LOCATION_SHARES = (0.28, 0.18, 0.20, 0.12, 0.08, 0.08, 0.06)
LOCATION_PAY = (1.00, 1.02, 1.10, 0.97, 1.30, 0.90, 0.98)

COMPANY = "Nordlicht"
# division, department, job of the department, pay level
DEPARTMENTS = (
    ("Sales", "Field Sales", "Sales Representative", 1.00),
    ("Sales", "Key Accounts", "Account Executive", 1.10),
    ("Sales", "Customer Support", "Support Agent", 0.78),
    ("Technology", "Engineering", "Engineer", 1.22),
    ("Technology", "Data", "Data Analyst", 1.18),
    ("Technology", "IT Services", "System Administrator", 1.00),
    ("Operations", "Production", "Production Technician", 0.80),
    ("Operations", "Logistics", "Logistics Specialist", 0.76),
    ("Operations", "Quality", "Quality Inspector", 0.88),
    ("Corporate", "Finance", "Accountant", 1.02),
    ("Corporate", "Human Resources", "HR Partner", 0.95),
    ("Corporate", "Marketing", "Marketing Specialist", 0.96),
)
DEPARTMENT_SHARES = (0.12, 0.06, 0.12, 0.15, 0.05, 0.06, 0.16, 0.09, 0.05, 0.05, 0.03, 0.06)
GRADE_PREFIXES = ("Junior", "", "Senior", "Lead", "Principal", "Head")
GRADE_PAY = (38_000.0, 47_000.0, 59_000.0, 74_000.0, 93_000.0, 120_000.0)


def job_titles() -> list[str]:
    """Titles by department and grade: the title of department d and grade g (from 0) stands at d * 6 + g."""
    return [f"{prefix} {job}".strip() for _, _, job, _ in DEPARTMENTS for prefix in GRADE_PREFIXES]


def draw_full_names(rng: np.random.Generator, is_female: NDArray[np.bool_]) -> list[str]:
    """One invented name a person; names repeat, as in any large company."""
    size = len(is_female)
    female = rng.integers(0, len(FEMALE_FIRST_NAMES), size)
    male = rng.integers(0, len(MALE_FIRST_NAMES), size)
    last = rng.integers(0, len(LAST_NAMES), size)
    return [
        f"{FEMALE_FIRST_NAMES[f] if woman else MALE_FIRST_NAMES[m]} {LAST_NAMES[n]}"
        for woman, f, m, n in zip(
            is_female.tolist(), female.tolist(), male.tolist(), last.tolist(), strict=True
        )
    ]
