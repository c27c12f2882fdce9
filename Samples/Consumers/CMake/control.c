/* Finds the control that costs least by going down the gradient. */
#include "plant.h"
#include <stdio.h>
#include <stdlib.h>

enum { STEPS = 20 };

int main(void)
{
    double u[STEPS] = {0.0}, grad_u[STEPS], cost = 0.0;
    double *const work = malloc(plant_workspace(STEPS) * sizeof *work);
    if (work == NULL) {
        return 1;
    }
    for (int round = 0; round < 20000; ++round) {
        cost = plant_gradient(STEPS, 1.0, u, grad_u, work);
        for (int t = 0; t < STEPS; ++t) {
            u[t] -= 0.003 * grad_u[t];
        }
    }
    free(work);
    printf("cost %.9f\nfirst control %.9f\n", cost, u[0]);
    return 0;
}
