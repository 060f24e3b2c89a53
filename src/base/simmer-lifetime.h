#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SimmerLifetime:
 * @n: runs that it was learnt from; 0 where nothing is known
 * @log_mean: mean of the logarithms of their times in seconds, so exp (@log_mean) is the median
 * @log_sigma: how much the next one's logarithm is expected to scatter
 * @tail: the part of them that keeps to no such rule
 *
 * How long something lasts, as a lognormal distribution with a heavy tail.
 */
typedef struct
{
  guint n;
  double log_mean;
  double log_sigma;
  double tail;
} SimmerLifetime;

void simmer_lifetime_fit (SimmerLifetime *self, const gint64 *times, guint n);
void simmer_lifetime_set (SimmerLifetime *self, double mean, double deviation, double tail);
void simmer_lifetime_add (const SimmerLifetime *first,
                          const SimmerLifetime *second,
                          SimmerLifetime *sum);
double simmer_lifetime_get_mean (const SimmerLifetime *self);
double simmer_lifetime_get_deviation (const SimmerLifetime *self);
gboolean simmer_lifetime_is_overdue (const SimmerLifetime *self, double age);
double simmer_lifetime_get_interval (const SimmerLifetime *self,
                                     double age,
                                     double price,
                                     double longest);

G_END_DECLS
