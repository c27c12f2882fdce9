/* Finds by Newton's method where the detector reads half of what it reads in the middle. */
#include "half_light.h"
#include <stdio.h>

int main(void)
{
    double x = 1.0;
    for (int round = 0; round < 20; ++round) {
        double slope = 0.0;
        const double signal = half_light_gradient(x, &slope);
        x -= (signal - 0.5) / slope;
    }
    printf("half the light at %.9f\n", x);
    return 0;
}
