# vigil: build, test, install. `make help` lists the targets.
PREFIX  ?= /usr/local
DESTDIR ?=
CC      ?= cc
BUILD   ?= build
JOBS    ?= $(shell nproc)
# Tests wait more than they work: for the console to rest, for a terminal, for a server.
TEST_JOBS ?= $(shell expr 3 '*' $(JOBS))
V       ?= 0
Q       := $(if $(filter 0,$(V)),@,)

LIBS     := ncursesw libcurl jansson libpcre2-8 glib-2.0 gio-unix-2.0 sqlite3 libmicrohttpd libprotobuf-c \
            zlib libzstd libgit2
# Compiled against, and loaded when first needed (late/late.h): name, its header, its name for pkg-config.
LATE     := curl:curl/curl.h:libcurl git2:git2.h:libgit2 microhttpd:microhttpd.h:libmicrohttpd
LINKED   := $(filter-out gio-unix-2.0 $(foreach row,$(LATE),$(lastword $(subst :, ,$(row)))),$(LIBS))
TESTLIBS := vterm
# What tests make their own servers of.
TESTNET  := gio-unix-2.0 libmicrohttpd

# One row a module: its folder, and the folders it stands on. The archives are linked in this order,
# and scripts/check-includes holds every #include against the same rows (make layers).
LAYERS := \
  base:                                                                   \
  late:                                                                   \
  api/model:base                                                          \
  api/query:api/model,base                                                \
  api/wire:api/model,base                                                 \
  api/insight:api/model,api/query,base                                    \
  api/repo:api/model,late,base                                            \
  api/files:api/model,api/query,api/wire,api/insight,base                 \
  api/client:api/model,api/query,api/wire,api/insight,late,base           \
  api/local:api/model,api/query,api/wire,api/insight,late,base            \
  api/demo:api/model,api/wire,late,base                                   \
  tui:base                                                                \
  views:tui,api/client,api/repo,api/files,api/insight,api/wire,api/query,api/model,late,base \
  cli:views,tui,api/client,api/local,api/demo,api/repo,api/files,api/insight,api/wire,api/query,api/model,late,base
MODULES := $(foreach row,$(LAYERS),$(firstword $(subst :, ,$(row))))

# Silent: before `make deps` neither the libraries nor pkg-config need be there.
# Each is asked once, at its first use.
pkg = $(shell pkg-config $(1) 2>/dev/null)
LIBS_cflags     = $(eval LIBS_cflags := $(call pkg,--cflags $(LIBS)))$(LIBS_cflags)
LIBS_libs       = $(eval LIBS_libs := $(call pkg,--libs $(LINKED)))$(LIBS_libs)
TESTLIBS_cflags = $(eval TESTLIBS_cflags := $(call pkg,--cflags $(TESTLIBS)))$(TESTLIBS_cflags)
TESTNET_libs    = $(eval TESTNET_libs := $(call pkg,--libs $(TESTNET)))$(TESTNET_libs)
TESTLIBS_libs   = $(eval TESTLIBS_libs := $(call pkg,--libs $(TESTLIBS)))$(TESTLIBS_libs)

# --- variants: release in $(BUILD)/release, sanitizers in $(BUILD)/asan ---------------------------
VARIANT ?= release
OUT     := $(BUILD)/$(VARIANT)
GEN     := $(BUILD)/gen

# gcc's plain -Wshadow also minds a variable that is called as its type, which we like: struct issue *issue.
SHADOW := $(if $(findstring clang,$(shell $(CC) --version)),-Wshadow,-Wshadow=local)
WARN := -Wall -Wextra -Werror $(SHADOW) -Wvla -Wundef -Wformat=2 -Wwrite-strings -Wpointer-arith \
        -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wimplicit-fallthrough \
        -Wdouble-promotion -Wno-missing-field-initializers
CFLAGS_release := -O2 -g -D_FORTIFY_SOURCE=2
CFLAGS_asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
CFLAGS_fuzz    := -O1 -g -fsanitize=address,undefined,fuzzer-no-link -fno-omit-frame-pointer
# Told to the one file that prints it, so that a commit does not make every object another.
VERSION  := $(shell git describe --tags --always --dirty 2>/dev/null || echo 0.1.0)
CPPFLAGS += -I. -I$(GEN) -D_GNU_SOURCE -DNCURSES_WIDECHAR=1 -DNCURSES_NOMACROS -DG_LOG_DOMAIN='"vigil"'
ALLCFLAGS = -std=gnu17 $(WARN) $(CFLAGS_$(VARIANT)) -fno-common -fstack-protector-strong \
            $(LIBS_cflags) $(CFLAGS)
# Two hundred test programs are linked: by the faster linker, where it is installed.
LINKER_asan := $(if $(shell command -v mold),-fuse-ld=mold)
LDLIBS_all = $(LIBS_libs) -lm -lpthread -ldl $(LINKER_$(VARIANT))
LDLIBS_test = $(LDLIBS_all) $(TESTLIBS_libs) $(TESTNET_libs) -lutil
ARCHIVES = $(foreach m,$(MODULES),$(OUT)/$(subst /,-,$(m)).a)

sources = $(sort $(wildcard $(1)/*.c))
objects = $(patsubst %.c,$(OUT)/%.o,$(call sources,$(1)))

# A rule names its target in the first column with `##` and what it does: `make help` prints these.
.PHONY: all run test stories live bench soak fuzz lint analyze format install uninstall clean help deps layers docs
all: deps
	$(Q)$(MAKE) --no-print-directory -j$(JOBS) $(OUT)/vigil

run: all ## install what is missing, build, open the console on a live demo incident
	$(Q)$(OUT)/vigil demo

deps: ## install the packages that are missing (Debian; elsewhere names them)
	$(Q)scripts/install-deps $(if $(filter test lint fuzz,$(MAKECMDGOALS)),--tests)

# --- compile ---------------------------------------------------------------------------------------
$(OUT)/%.o: %.c
	@mkdir -p $(@D)
	@printf '  CC    %s\n' $<
	$(Q)$(CC) $(CPPFLAGS) $(ALLCFLAGS) -MMD -MP -c $< -o $@

$(OUT)/cli/console.o: CPPFLAGS += -DVERSION='"$(VERSION)"'

$(GEN)/otlp.pb-c.c $(GEN)/otlp.pb-c.h &: api/wire/otlp.proto
	@mkdir -p $(GEN)
	@printf '  GEN   otlp.pb-c.c\n'
	$(Q)protoc-c --proto_path=api/wire --c_out=$(GEN) $<
$(OUT)/gen/otlp.pb-c.o: $(GEN)/otlp.pb-c.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(ALLCFLAGS) -MMD -MP -c $< -o $@
$(call objects,api/wire): | $(GEN)/otlp.pb-c.h

# Every theme is compiled in, so that each is there wherever the binary is.
THEMES := $(sort $(wildcard themes/*.theme))
$(GEN)/shipped_themes.h: $(THEMES)
	@mkdir -p $(GEN)
	@printf '  GEN   shipped_themes.h\n'
	$(Q)for t in $(THEMES:themes/%.theme=%); do \
	    printf '{"%s",\n' "$$t"; sed 's/[\\"]/\\&/g; s/.*/    "&\\n"/' "themes/$$t.theme"; printf '},\n'; done > $@
$(call objects,tui): | $(GEN)/shipped_themes.h

# A library that is loaded late has a header made of the list of its functions; its file is the one that the linker would take.
soname = $(shell objdump -p "$$($(CC) -print-file-name=lib$(1).so)" 2>/dev/null | awk '/SONAME/ { print $$2 }')
define late_rule
$(GEN)/late/$(word 1,$(1)).h: late/$(word 1,$(1)).names scripts/late-header
	@mkdir -p $$(@D)
	@printf '  GEN   late/$(word 1,$(1)).h\n'
	$(Q)scripts/late-header $(wordlist 1,2,$(1)) > $$@
endef
$(foreach row,$(LATE),$(eval $(call late_rule,$(subst :, ,$(row)))))
LATE_NAMES := $(foreach row,$(LATE),$(firstword $(subst :, ,$(row))))
$(GEN)/late/names.h: $(LATE_NAMES:%=late/%.names) scripts/late-header
	@mkdir -p $(@D)
	@printf '  GEN   late/names.h\n'
	$(Q)scripts/late-header names $(foreach name,$(LATE_NAMES),$(name) "$(call soname,$(name))") > $@
$(foreach m,late api/client api/demo api/repo api/local,$(call objects,$(m))): | $(LATE_NAMES:%=$(GEN)/late/%.h) $(GEN)/late/names.h

define archive_rule
$(OUT)/$(subst /,-,$(1)).a: $(call objects,$(1)) $(if $(filter api/wire,$(1)),$(OUT)/gen/otlp.pb-c.o)
	@rm -f $$@ && mkdir -p $$(@D)
	$(Q)ar rcs $$@ $$(filter %.o,$$^)
endef
$(foreach m,$(MODULES),$(eval $(call archive_rule,$(m))))

$(OUT)/vigil: $(OUT)/main.o $(ARCHIVES)
	@printf '  LD    %s\n' $@
	$(Q)$(CC) $(ALLCFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group $(ARCHIVES) -Wl,--end-group $(LDLIBS_all)

# --- tests: tests/unit/<module>/<name>.c is linked with its module and what that stands on ----------
# (api/model is written api-model). tests/screen and tests/server drive the built program.
below   = $(subst $(comma), ,$(lastword $(subst :, ,$(filter $(1):%,$(LAYERS)))))
comma  := ,
libs_of = $(foreach m,$(1) $(call below,$(1)),$(OUT)/$(subst /,-,$(m)).a)
module_of = $(subst api-,api/,$(1))

# What is compared with screens kept as files (`make screens` alone; UPDATE_SCREENS=1 writes them anew).
SCREENS := tests/screen/screens_deck_test.c tests/screen/screens_deep_test.c
UNIT    := $(sort $(wildcard tests/unit/*/*.c))
WHOLE   := $(sort $(wildcard tests/server/*_test.c tests/screen/*_test.c))
LIVE    := $(sort $(wildcard tests/live/*_test.c))
SUPPORT := $(sort $(wildcard tests/support/*.c))
TESTS   := $(patsubst tests/%.c,$(OUT)/tests/%,$(UNIT) $(WHOLE))
SCRIPTS := $(sort $(wildcard tests/scripts/*.sh))
TAPS     = $(addsuffix .tap,$(TESTS)) $(patsubst tests/%.sh,$(OUT)/tests/%.tap,$(SCRIPTS))
$(OUT)/tests/%.o: ALLCFLAGS += $(TESTLIBS_cflags)
$(patsubst %.c,$(OUT)/%.o,$(wildcard tests/*/*.c tests/*/*/*.c)): | $(GEN)/otlp.pb-c.h $(LATE_NAMES:%=$(GEN)/late/%.h)

define unit_rule
$(patsubst tests/%.c,$(OUT)/tests/%,$(1)): $(patsubst %.c,$(OUT)/%.o,$(1)) $(call libs_of,$(call module_of,$(notdir $(patsubst %/,%,$(dir $(1))))))
	@printf '  LD    %s\n' $$@
	@mkdir -p $$(@D)
	$(Q)$(CC) $$(ALLCFLAGS) $$(LDFLAGS) -o $$@ $$(filter %.o,$$^) -Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group $$(LDLIBS_all) $$(if $$(findstring /unit/late/,$$@),,$$(TESTNET_libs))
endef
$(foreach t,$(UNIT),$(eval $(call unit_rule,$(t))))
# What waits for what is told by a clock and a keyboard of the test's own.
WAITS_WRAPS := g_get_monotonic_time desk_key_waits log_rows_work_for
$(OUT)/tests/unit/views/logs_typed: LDFLAGS += $(WAITS_WRAPS:%=-Wl,--wrap=%)
REPLIES_WRAPS := g_get_monotonic_time desk_key_waits client_next_reply
$(OUT)/tests/unit/views/desk_replies: LDFLAGS += $(REPLIES_WRAPS:%=-Wl,--wrap=%)
SPOOL_WRAPS := fstatvfs
$(OUT)/tests/unit/api-files/spool: LDFLAGS += $(SPOOL_WRAPS:%=-Wl,--wrap=%)
ONSET_WRAPS := points_may_part
$(OUT)/tests/unit/api-insight/onset: LDFLAGS += $(ONSET_WRAPS:%=-Wl,--wrap=%)
CLONES_WRAPS := repo_open
$(OUT)/tests/unit/views/clones: LDFLAGS += $(CLONES_WRAPS:%=-Wl,--wrap=%)

define whole_rule
$(patsubst tests/%.c,$(OUT)/tests/%,$(1)): $(patsubst %.c,$(OUT)/%.o,$(1) $(SUPPORT)) $(OUT)/tui.a $(OUT)/api-wire.a $(OUT)/api-model.a $(OUT)/base.a $(OUT)/vigil
	@printf '  LD    %s\n' $$@
	@mkdir -p $$(@D)
	$(Q)$(CC) $$(ALLCFLAGS) -o $$@ $$(filter %.o,$$^) -Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group \
	    $$(LDLIBS_test)
endef
$(foreach t,$(WHOLE) $(LIVE),$(eval $(call whole_rule,$(t))))

$(OUT)/tests/%.tap: $(OUT)/tests/% FORCE
	$(Q)VIGIL=$(abspath $(OUT))/vigil scripts/run-test $@ $<
$(OUT)/tests/%.tap: tests/%.sh $(OUT)/vigil FORCE
	$(Q)VIGIL=$(abspath $(OUT))/vigil scripts/run-test $@ $<
FORCE:

test: deps ## install what is missing, build with sanitizers, run every test
	$(Q)$(MAKE) --no-print-directory VARIANT=asan -j$(JOBS) -k tests || true
	$(Q)$(MAKE) --no-print-directory VARIANT=asan -j$(TEST_JOBS) -k taps || true
	$(Q)$(MAKE) --no-print-directory VARIANT=asan summary
.PHONY: tests taps summary unit screens
screens: ## compare the screens that are kept as files
	$(Q)$(MAKE) --no-print-directory VARIANT=release -j$(JOBS) -k $(patsubst tests/%.c,$(BUILD)/release/tests/%.tap,$(SCREENS))
unit: ## one module's unit tests: make unit M=api-model
	$(Q)$(MAKE) --no-print-directory VARIANT=asan -j$(JOBS) -k $(patsubst tests/%.c,$(BUILD)/asan/tests/%.tap,$(sort $(wildcard tests/unit/$(M)/*.c)))

layers:
	@printf '%s\n' $(LAYERS)

# --- the rest --------------------------------------------------------------------------------------
# A bench is tests/bench/<name>_bench.c; the other files there are parts of console_bench.
BENCHES := $(patsubst %.c,$(OUT)/%,$(sort $(wildcard tests/bench/*_bench.c)))
BENCH_PARTS := $(filter-out %_bench.c,$(sort $(wildcard tests/bench/*.c)))
define bench_rule
$(patsubst %.c,$(OUT)/%,$(1)): $(patsubst %.c,$(OUT)/%.o,$(1) $(BENCH_PARTS)) $(ARCHIVES) $(patsubst %.c,$(OUT)/%.o,$(SUPPORT))
	@printf '  LD    %s\n' $$@
	@mkdir -p $$(@D)
	$(Q)$(CC) $$(ALLCFLAGS) -o $$@ $$(filter %.o,$$^) -Wl,--start-group $(ARCHIVES) -Wl,--end-group \
	    $$(LDLIBS_test)
endef
$(foreach b,$(BENCHES:$(OUT)/%=%.c),$(eval $(call bench_rule,$(b))))

live: deps ## send with real SDK clients (npm) and look at it through the console
	$(Q)scripts/install-deps --tests
	$(Q)cd tests/live && npm ci --no-audit --no-fund --loglevel=error
	$(Q)$(MAKE) --no-print-directory -j$(JOBS) $(OUT)/tests/live/live_test
	$(Q)VIGIL=$(abspath $(OUT))/vigil scripts/run-test $(OUT)/tests/live/live_test.tap $(OUT)/tests/live/live_test
	$(Q)scripts/summarize-tests $(OUT)/tests/live/live_test.tap

bench: deps ## measure the budgets beside their peers (medians; the table is build/bench.md; B=name for one)
	$(Q)scripts/install-deps --bench
	$(Q)$(MAKE) --no-print-directory -j$(JOBS) $(BENCHES) $(OUT)/vigil
	$(Q)for b in $(if $(B),$(OUT)/tests/bench/$(B)_bench,$(BENCHES)); do \
	    VIGIL=$(abspath $(OUT))/vigil BENCH_TABLE=$(BUILD)/bench.md $$b || exit 1; \
	done
.PHONY: benches
benches: $(BENCHES) $(OUT)/vigil

# A day of the demo at SPEED times its pace, with a console on it: memory, descriptors and threads stay as they are.
SEEDS ?= 20
HOURS ?= 24
SPEED ?= 600
$(OUT)/tests/soak/soak: $(OUT)/tests/soak/soak.o $(patsubst %.c,$(OUT)/%.o,$(SUPPORT)) $(OUT)/tui.a $(OUT)/api-wire.a $(OUT)/api-model.a $(OUT)/base.a $(OUT)/vigil
	@printf '  LD    %s\n' $@
	$(Q)$(CC) $(ALLCFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LDLIBS_test)
stories: deps ## play the demo's stories and their variants at SEEDS=20 seeds each
	$(Q)scripts/install-deps --tests
	$(Q)$(MAKE) --no-print-directory VARIANT=release -j$(JOBS) $(BUILD)/release/tests/unit/cli/stories $(BUILD)/release/tests/unit/cli/variants
	$(Q)for test in stories variants; do SEEDS=$(SEEDS) $(BUILD)/release/tests/unit/cli/$$test || exit 1; done

soak: deps ## hold a console open over HOURS=24 simulated hours of the demo, SPEED=600 times as fast
	$(Q)scripts/install-deps --tests
	$(Q)$(MAKE) --no-print-directory -j$(JOBS) $(OUT)/tests/soak/soak
	$(Q)VIGIL=$(abspath $(OUT))/vigil $(OUT)/tests/soak/soak $(HOURS) $(SPEED)

# A fuzz target is tests/fuzz/<name>_fuzz.c. `make fuzz` runs each under libFuzzer for TIME seconds; `make test` builds each
# with a plain main that replays tests/fuzz/corpus/<name> and what it makes of it (tests/fuzz/replay.c).
FUZZ := $(patsubst tests/fuzz/%_fuzz.c,%,$(sort $(wildcard tests/fuzz/*_fuzz.c)))
TIME ?= 30
fuzz: deps ## run every fuzz target for TIME=30 seconds under libFuzzer (T=name for one)
	$(Q)$(MAKE) --no-print-directory VARIANT=fuzz CC=clang -j$(JOBS) fuzzers
	$(Q)for f in $(if $(T),$(T),$(FUZZ)); do \
	    mkdir -p $(BUILD)/fuzz/corpus/$$f; \
	    echo "  FUZZ  $$f"; \
	    $(BUILD)/fuzz/tests/fuzz/$$f $(BUILD)/fuzz/corpus/$$f $$(ls -d tests/fuzz/corpus/$$f 2>/dev/null) -max_total_time=$(TIME) \
	        -max_len=65536 -timeout=10 -rss_limit_mb=2048 -print_final_stats=0 -verbosity=0 || exit 1; \
	done
.PHONY: fuzzers
fuzzers: $(FUZZ:%=$(OUT)/tests/fuzz/%)
# The monkey's time is its own: what waits, works beside or starts a child goes to tests/monkey/time.c.
MONKEY_WRAPS := g_timeout_add g_timeout_add_full g_timeout_add_seconds g_idle_add g_idle_add_full g_source_remove \
    g_idle_remove_by_data g_get_monotonic_time g_main_context_pending g_main_context_iteration g_thread_pool_new g_thread_pool_new_full \
    g_thread_pool_push g_thread_pool_free g_spawn_async g_spawn_sync g_spawn_async_with_pipes fork
$(OUT)/tests/fuzz/monkey: LDFLAGS += $(MONKEY_WRAPS:%=-Wl,--wrap=%)
$(OUT)/tests/fuzz/monkey: $(patsubst %.c,$(OUT)/%.o,$(filter-out tests/monkey/main.c,$(sort $(wildcard tests/monkey/*.c))))
replays = $(if $(filter monkey,$(1)),$(OUT)/tests/monkey/main.o,$(OUT)/tests/fuzz/replay.o)
define fuzz_rule
$(OUT)/tests/fuzz/$(1): $(OUT)/tests/fuzz/$(1)_fuzz.o $(if $(filter fuzz,$(VARIANT)),,$(call replays,$(1))) $(ARCHIVES)
	@printf '  LD    %s\n' $$@
	$(Q)$(CC) $$(ALLCFLAGS) $$(LDFLAGS) $(if $(filter fuzz,$(VARIANT)),-fsanitize=fuzzer) -o $$@ $$(filter %.o,$$^) \
	    -Wl,--start-group $(ARCHIVES) -Wl,--end-group $$(LDLIBS_all)
endef
$(foreach f,$(FUZZ),$(eval $(call fuzz_rule,$(f))))

TAPS += $(FUZZ:%=$(OUT)/tests/fuzz/%.tap)
tests: $(TESTS) $(FUZZ:%=$(OUT)/tests/fuzz/%)
taps: $(TAPS)
summary:
	$(Q)scripts/summarize-tests $(TAPS)

lint: deps ## formatting, direction of includes, headers alone, sizes, globals, cppcheck
analyze: deps ## clang as a second compiler, clang-tidy, the analyzers of clang and gcc (minutes)
lint analyze:
	$(Q)scripts/install-deps --tests
	$(Q)$(MAKE) --no-print-directory VARIANT=release -j$(JOBS) $(BUILD)/release/vigil
	$(Q)CPPFLAGS='$(subst ',,$(CPPFLAGS)) -DVERSION="" $(LIBS_cflags) $(TESTLIBS_cflags)' BUILD=$(BUILD) scripts/lint $(if $(filter analyze,$@),deep)
format: ## let clang-format lay out every file
	$(Q)git ls-files '*.c' '*.h' | xargs clang-format -i

docs: all ## write the key tables into docs/vigil.1 and README.md
	$(Q)scripts/write-docs $(OUT)/vigil

install: all ## copy binary, themes and man page below PREFIX (and DESTDIR)
	install -Dm755 $(OUT)/vigil $(DESTDIR)$(PREFIX)/bin/vigil
	install -d $(DESTDIR)$(PREFIX)/share/vigil/themes $(DESTDIR)$(PREFIX)/share/man/man1
	install -m644 themes/*.theme $(DESTDIR)$(PREFIX)/share/vigil/themes
	install -m644 docs/vigil.1 $(DESTDIR)$(PREFIX)/share/man/man1
uninstall: ## take them away again
	rm -rf $(DESTDIR)$(PREFIX)/bin/vigil $(DESTDIR)$(PREFIX)/share/vigil $(DESTDIR)$(PREFIX)/share/man/man1/vigil.1

clean: ## remove what was built
	rm -rf $(BUILD)
help: ## list the targets
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

-include $(shell find $(OUT) -name '*.d' 2>/dev/null)
