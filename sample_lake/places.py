"""Where users and artists come from, and the browsers that users have."""

from typing import NamedTuple


class Place(NamedTuple):
    """A place as a song file writes it; "" and None are unknown."""

    name: str
    latitude: float | None
    longitude: float | None


CITIES = (
    Place("London, England", 51.50632, -0.12714),
    Place("Los Angeles, CA", 34.05349, -118.24532),
    Place("Los Angeles, California, United States", 34.05349, -118.24532),
    Place("New York, NY [Brooklyn]", 40.65507, -73.94888),
    Place("Chicago, IL", 41.88415, -87.63241),
    Place("Atlanta, GA", 33.74831, -84.39111),
    Place("Detroit, Michigan", 42.33168, -83.04792),
    Place("San Francisco, CA", 37.77916, -122.42005),
    Place("Brazil", -14.24292, -54.38783),
    Place("São Paulo, Brasil", -23.56287, -46.65468),
    Place(" Ubá, Minas Gerais", None, None),
    Place("Düsseldorf, Germany", 51.21564, 6.77603),
    Place("Göteborg, Sweden", 57.70133, 11.96689),
    Place("Reykjavík, Iceland", 64.14554, -21.94224),
    Place("Montréal, Québec, Canada", 45.51228, -73.55439),
    Place("Québec", None, None),
    Place("Kingston, Jamaica", 17.97098, -76.79361),
    Place("Sydney, Australia", -33.86963, 151.20695),
    Place("Tokyo, Japan", 35.67048, 139.74093),
    Place("Nowhere in particular", None, None),
)

METRO_AREAS = (
    "Atlanta-Sandy Springs-Roswell, GA",
    "Augusta-Richmond County, GA-SC",
    "Birmingham-Hoover, AL",
    "Cedar Rapids, IA",
    "Chicago-Naperville-Elgin, IL-IN-WI",
    "Columbia, SC",
    "Dallas-Fort Worth-Arlington, TX",
    "Detroit-Warren-Dearborn, MI",
    "Elkhart-Goshen, IN",
    "Eugene, OR",
    "Eureka-Arcata-Fortuna, CA",
    "Houston-The Woodlands-Sugar Land, TX",
    "Indianapolis-Carmel-Anderson, IN",
    "Klamath Falls, OR",
    "La Crosse-Onalaska, WI-MN",
    "Lake Havasu City-Kingman, AZ",
    "Los Angeles-Long Beach-Anaheim, CA",
    "Lubbock, TX",
    "Miami-Fort Lauderdale-West Palm Beach, FL",
    "Milwaukee-Waukesha-West Allis, WI",
    "Minneapolis-St. Paul-Bloomington, MN-WI",
    "Nashville-Davidson--Murfreesboro--Franklin, TN",
    "New Haven-Milford, CT",
    "New Orleans-Metairie, LA",
    "New York-Newark-Jersey City, NY-NJ-PA",
    "Ogden-Clearfield, UT",
    "Philadelphia-Camden-Wilmington, PA-NJ-DE-MD",
    "Phoenix-Mesa-Scottsdale, AZ",
    "Portland-Vancouver-Hillsboro, OR-WA",
    "Raleigh, NC",
    "Sacramento--Roseville--Arden-Arcade, CA",
    "Salt Lake City, UT",
    "San Antonio-New Braunfels, TX",
    "San Francisco-Oakland-Hayward, CA",
    "San Jose-Sunnyvale-Santa Clara, CA",
    "Santa Rosa, CA",
    "Seattle-Tacoma-Bellevue, WA",
    "St. Louis, MO-IL",
    "Tampa-St. Petersburg-Clearwater, FL",
    "Washington-Arlington-Alexandria, DC-VA-MD-WV",
    "Winston-Salem, NC",
    "Youngstown-Warren-Boardman, OH-PA",
)

_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit"
_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit"
_LINUX = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit"
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6_1 like Mac OS X) AppleWebKit"
USER_AGENTS = (
    f"{_MAC}/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
    f"{_MAC}/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15",
    f"{_WINDOWS}/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
    f"{_WINDOWS}/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0",
    f"{_LINUX}/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36",
    f"{_IPHONE}/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:132.0) Gecko/20100101 Firefox/132.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0",
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0",
    "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko",
)
