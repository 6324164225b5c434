from django.urls import path

from . import views

urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("desk/cases/<uuid:uuid>/", views.case, name="officer_case"),
    path("desk/cases/<uuid:uuid>/decide/", views.decide, name="officer_decide"),
    path("desk/licences/", views.find_licence, name="officer_licences"),
    path("desk/licences/<uuid:uuid>/", views.licence, name="officer_licence"),
    path("desk/licences/<uuid:uuid>/revoke/", views.revoke, name="officer_revoke"),
]
