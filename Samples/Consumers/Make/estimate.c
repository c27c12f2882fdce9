/* Estimates how many cavalrymen of a Prussian corps a horse killed in a year, from Bortkiewicz's table of 1898. */
#include "rate.h"
#include <math.h>
#include <stdio.h>

int main(void)
{
    const double count[5] = {0, 1, 2, 3, 4};
    const double years[5] = {109, 65, 22, 3, 1};
    double eta = 0.0;
    for (int round = 0; round < 200; ++round) {
        double grad_eta = 0.0;
        rate_gradient(5, count, years, eta, &grad_eta);
        eta -= 0.5 * grad_eta;
    }
    printf("rate %.9f\n", exp(eta));
    return 0;
}
