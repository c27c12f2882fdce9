/* The functions that half_light.adg declares as external. */
#ifndef FUNCTIONS_H
#define FUNCTIONS_H

double bessel0(double x);
double bessel1(double x);
double reading(double light);
double reading_slope(double light);

#endif
