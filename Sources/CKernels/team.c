// Threads that wait, spinning for a while, for the pieces of one call after another.
//
// `open` counts the pieces nobody has begun. Whoever lowers it has a piece, and the call it belongs
// to cannot end before that piece does; so what a call is about is read after the claim. The
// caller takes pieces too: a helper that sleeps delays nothing. One that the system stops in the
// middle of a piece does, for milliseconds where other programs are busy: then the caller goes on
// alone for a while.
#define _GNU_SOURCE
#include "CKernels.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

struct nl_team {
  _Alignas(64) atomic_size_t open;
  _Alignas(64) atomic_size_t done;
  _Alignas(64) nl_piece body;
  void *context;
  atomic_size_t sleeping;
  atomic_int stopping;
  pthread_mutex_t lock;
  pthread_cond_t wake;
  int64_t alone_until;  // nanoseconds; 0 while helpers are wanted
  size_t helpers;
  struct helper {
    nl_team *team;
    size_t number;
    pthread_t thread;
  } helper[];
};

// Some tens of microseconds: longer than what lies between two calls of one token.
enum { spins = 2000 };

// A wait longer than this (nanoseconds) shows a busy machine; ten times as long goes by alone.
enum { long_wait = 100000, alone_times = 10 };

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void pause_briefly(void) {
#if defined(__x86_64__)
  _mm_pause();
#endif
}

static int work_once(nl_team *team, size_t thread) {
  size_t open = atomic_load(&team->open);
  while (open > 0)
    if (atomic_compare_exchange_weak(&team->open, &open, open - 1)) {
      team->body(team->context, open - 1, thread);
      atomic_fetch_add(&team->done, 1);
      return 1;
    }
  return 0;
}

static void sleep_until_open(nl_team *team) {
  pthread_mutex_lock(&team->lock);
  atomic_fetch_add(&team->sleeping, 1);
  while (atomic_load(&team->open) == 0 && !atomic_load(&team->stopping))
    pthread_cond_wait(&team->wake, &team->lock);
  atomic_fetch_sub(&team->sleeping, 1);
  pthread_mutex_unlock(&team->lock);
}

static void *help(void *argument) {
  struct helper *self = argument;
  for (int idle = 0; !atomic_load(&self->team->stopping);) {
    if (work_once(self->team, self->number)) {
      idle = 0;
    } else if (idle++ < spins) {
      pause_briefly();
    } else {
      sleep_until_open(self->team);
      idle = 0;
    }
  }
  return NULL;
}

static void wake_all(nl_team *team) {
  if (atomic_load(&team->sleeping) == 0) return;
  pthread_mutex_lock(&team->lock);
  pthread_cond_broadcast(&team->wake);
  pthread_mutex_unlock(&team->lock);
}

nl_team *nl_team_create(size_t helpers) {
  nl_team *team = NULL;
  size_t size = sizeof(nl_team) + helpers * sizeof(struct helper);
  if (posix_memalign((void **)&team, 64, size) != 0) return NULL;
  atomic_init(&team->open, 0);
  atomic_init(&team->done, 0);
  atomic_init(&team->sleeping, 0);
  atomic_init(&team->stopping, 0);
  team->alone_until = 0;
  pthread_mutex_init(&team->lock, NULL);
  pthread_cond_init(&team->wake, NULL);
  for (team->helpers = 0; team->helpers < helpers; team->helpers++) {
    struct helper *next = team->helper + team->helpers;
    next->team = team;
    next->number = team->helpers + 1;
    if (pthread_create(&next->thread, NULL, help, next) != 0) break;
  }
  return team;
}

void nl_team_free(nl_team *team) {
  if (team == NULL) return;
  atomic_store(&team->stopping, 1);
  wake_all(team);
  for (size_t i = 0; i < team->helpers; i++) pthread_join(team->helper[i].thread, NULL);
  pthread_cond_destroy(&team->wake);
  pthread_mutex_destroy(&team->lock);
  free(team);
}

static void wait_for(nl_team *team, size_t pieces) {
  for (int waited = 0; waited < spins; waited++) {
    if (atomic_load(&team->done) == pieces) return;
    pause_briefly();
  }
  int64_t from = now();
  while (atomic_load(&team->done) < pieces) sched_yield();
  int64_t end = now();
  if (end - from > long_wait) team->alone_until = end + alone_times * (end - from);
}

void nl_team_run(nl_team *team, size_t pieces, nl_piece body, void *context) {
  int alone = team == NULL || team->helpers == 0 || pieces < 2;
  if (!alone && team->alone_until > 0) {
    alone = now() < team->alone_until;
    if (!alone) team->alone_until = 0;
  }
  if (alone) {
    for (size_t i = 0; i < pieces; i++) body(context, i, 0);
    return;
  }
  team->body = body;
  team->context = context;
  atomic_store(&team->done, 0);
  atomic_store(&team->open, pieces);
  wake_all(team);
  while (work_once(team, 0)) continue;
  wait_for(team, pieces);
}
