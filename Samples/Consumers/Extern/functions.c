#define _XOPEN_SOURCE 700
#include "functions.h"
#include <math.h>

double bessel0(double x) { return j0(x); }
double bessel1(double x) { return j1(x); }

/* What the detector read at some amounts of light; between two of them it is a straight line. */
static const double lights[] = {0.0, 0.25, 0.5, 1.0};
static const double readings[] = {0.0, 0.2, 0.5, 1.0};

static int interval(double light)
{
    int k = 0;
    while (k < 2 && light >= lights[k + 1]) ++k;
    return k;
}

double reading_slope(double light)
{
    const int k = interval(light);
    return (readings[k + 1] - readings[k]) / (lights[k + 1] - lights[k]);
}

double reading(double light)
{
    const int k = interval(light);
    return readings[k] + (light - lights[k]) * reading_slope(light);
}
