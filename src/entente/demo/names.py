"""Made-up names: companies, people, assets and campaigns of the demo company's market."""

_FIRST = (
    "Sara Emma Jonas Priya Tomás Aoife Hugo Mette Dan Elin Karl Ana Björn Clara David Eva Felix "
    "Greta Henrik Ida Jakob Kira Leo Maja Nils Olga Pavel Rosa Sven Tilda Ugo Vera Wim Yara Zoë "
    "Anton Berit Carl Dora Erik Fatima Gustav Hanna Ivan Judith Klaus Lena Marco Nora Otto Paula "
    "Rolf Selma Tara Uwe Viktor Wanda Xavier Yusuf Zita"
)
FIRST = tuple(_FIRST.split())
_LAST = (
    "Lind Whitfield Weber Nair Reyes Burke Lenoir Falk Okafor Persson Novak Silva Hansen Rossi "
    "Keller Jansen Moreau Dubois Santos Kowalski Virtanen Eriksen Haas Brandt Costa Marin Petrov "
    "Horvat Nagy Visser Smit Bakker Laurent Girard Ferrari Ricci Murphy Walsh Olsen Berglund Holm "
    "Sjöberg Ek Strand Dahl Lund Vogel Kaiser Wolf Richter"
)
LAST = tuple(_LAST.split())
_PLACES = (
    "Ostgård Thornbury Kessel Coldstream Sur Glenmore Lakeland Panrico Mlekpol Norrby Falkenau "
    "Hartwell Beaumont Castell Dünkirch Elmstead Fjordby Grünau Haverford Innerleit Jökul Kirkby "
    "Lindau Marstrand Nieuwdam Oakham Pontevel Quistrup Ravnsby Solvik Tarnow Ulvik Valmora "
    "Westerlo Ystad Zellwig"
)
PLACES = tuple(_PLACES.split())
TRADES = {  # by industry: what a company of it may be called
    "Food: dairy": ("Dairy", "Creamery", "Cheese", "Butter", "Milk", "Yoghurt", "Curds"),
    "Food: bakery": ("Bakers", "Mills", "Bread", "Biscuits", "Pasta", "Pastries", "Rusks"),
    "Drinks": ("Brewery", "Bottling", "Drinks", "Coffee", "Springs", "Juices", "Cordials"),
    "Food: meat": ("Meats", "Hams", "Sausages", "Poultry", "Butchers", "Smokehouse", "Pies"),
    "Packaging": ("Packaging", "Cartons", "Glass", "Tins", "Labels", "Crates", "Bottles"),
    "Other": ("Foods", "Fruits", "Sweets", "Snacks", "Frozen", "Oils", "Spices"),
}
KIN = ("Group", "North", "South", "& Sons", "Works", "AB", "BV")
COUNTRIES = (
    ("Sweden", "Gothenburg"),
    ("Germany", "Munich"),
    ("United Kingdom", "Leeds"),
    ("Sweden", "Malmö"),
    ("Germany", "Hamburg"),
    ("France", "Lyon"),
    ("Ireland", "Cork"),
    ("United Kingdom", "London"),
)
TITLES = (
    ("Maintenance manager", 0.2),
    ("Plant director", 0.14),
    ("Head of engineering", 0.14),
    ("Operations manager", 0.16),
    ("Reliability lead", 0.1),
    ("Quality assistant", 0.12),
    ("Student", 0.06),
    ("", 0.08),
)
ASSETS = (
    ("Downtime playbook", "downtime"),
    ("Changeover checklist", "changeover"),
    ("What does one line stop cost?", "calculator"),
    ("Lakeland case", "case"),
    ("Pricing guide", "pricing"),
    ("From spreadsheets to a plan in 10 days", "planning"),
)
PAGES = ("/", "/product/", "/prices/", "/cases/", "/blog/line-stops/", "/about/", "/demo/")
ANSWERS = (
    "Filler stops. We lose a shift a month and find out from the operators, not from the plan.",
    "Changeovers take twice as long as planned and nobody knows why.",
    "We plan maintenance in spreadsheets, and three people keep three of them.",
    "Audits. Every time we spend a week collecting paper.",
    "Spare parts: we hear that one is missing when the line stands still.",
)
LOST = ("Price", "No decision", "Competitor", "Security review", "Timing")
