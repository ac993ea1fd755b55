import Knotwork
