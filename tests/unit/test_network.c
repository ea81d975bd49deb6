/* domain/network.h */
#include "domain/network.h"

#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/mem.h"

static const struct conf conf = {
    .deployment = "demo", .network_pool = {0x0abb0000, 16}};

static const char *
subnet(const struct conf_pool *pool, enum network_mode mode, uint64_t n)
{
	static char out[NETWORK_SUBNET_SIZE];

	network_subnet(pool, mode, n, out);
	return out;
}

static void
the_halves_of_a_pool_do_not_meet(void **state)
{
	static const struct conf_pool small = {0xc0a80000, 20},
				      large = {0x0a000000, 8};

	assert_int_equal(network_subnets(&conf.network_pool, NETWORK_SHARED), 32);
	assert_int_equal(network_subnets(&conf.network_pool, NETWORK_OWN), 4096);
	assert_string_equal(
	    subnet(&conf.network_pool, NETWORK_SHARED, 0), "10.187.0.0/22");
	assert_string_equal(
	    subnet(&conf.network_pool, NETWORK_SHARED, 31), "10.187.124.0/22");
	assert_string_equal(
	    subnet(&conf.network_pool, NETWORK_SHARED, 32), "10.187.0.0/22");
	assert_string_equal(
	    subnet(&conf.network_pool, NETWORK_OWN, 0), "10.187.128.0/29");
	assert_string_equal(
	    subnet(&conf.network_pool, NETWORK_OWN, 4095), "10.187.255.248/29");
	assert_string_equal(
	    subnet(&conf.network_pool, NETWORK_OWN, UINT64_C(4096) * 5 + 1),
	    "10.187.128.8/29");
	assert_int_equal(network_subnets(&small, NETWORK_SHARED), 2);
	assert_string_equal(subnet(&small, NETWORK_SHARED, 1), "192.168.4.0/22");
	assert_string_equal(subnet(&small, NETWORK_OWN, 0), "192.168.8.0/29");
	assert_string_equal(subnet(&large, NETWORK_OWN, 0), "10.128.0.0/29");
	assert_string_equal(subnet(&large, NETWORK_OWN, 1048575),
	    "10.255.255.248/29");
}

static void
a_shared_bridge_is_found_by_what_it_is_called(void **state)
{
	struct network_spec spec, again;
	void *mem = mem_arena(NULL);
	enum egress egress;
	int number;

	network_shared(mem, &conf, EGRESS_BLOCKED, 12, 0, &spec);
	assert_string_equal(spec.name, "berth-demo-closed-12");
	assert_memory_equal(spec.interface, NETWORK_CLOSED, 4);
	assert_string_equal(spec.labels[0].value, "demo");
	assert_string_equal(spec.labels[1].key, "berth.network");
	assert_true(
	    network_shared_from(spec.labels[1].value, &egress, &number));
	assert_int_equal(egress, EGRESS_BLOCKED);
	assert_int_equal(number, 12);
	/* another try is another subnet and the same in all else */
	network_shared(mem, &conf, EGRESS_BLOCKED, 12, 1, &again);
	assert_string_equal(spec.interface, again.interface);
	assert_string_not_equal(spec.subnet, again.subnet);
	network_shared(mem, &conf, EGRESS_ALLOWED, 12, 0, &again);
	assert_string_equal(again.name, "berth-demo-open-12");
	assert_memory_equal(again.interface, NETWORK_OPEN, 4);
	network_shared(mem, &conf, EGRESS_ALLOWED, 9999, 0, &again);
	assert_true(strlen(again.interface) == NETWORK_INTERFACE_SIZE - 1);
	mem_free(&mem);
}

static void
no_other_label_is_taken_for_a_shared_one(void **state)
{
	static const char *const bad[] = {"", "own", "closed", "closed-",
	    "closed-0", "closed-x", "closed-1x", "open-10000", "open--1",
	    "opened-1", "a-1"};
	enum egress egress;
	int number;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(network_shared_from(bad[i], &egress, &number));
}

static void
an_own_network_is_its_generations(void **state)
{
	struct instance in = {
	    .id = {7}, .public_id = "00112233445566ff", .generation = 3};
	struct network_spec spec, next;
	void *mem = mem_arena(NULL);
	char name[CONTAINER_NAME_SIZE];

	container_name("demo", in.public_id, 3, name);
	network_own(mem, &conf, EGRESS_BLOCKED, &in, 0, &spec);
	assert_string_equal(spec.name, name);
	assert_string_equal(spec.subnet, "10.187.128.56/29");
	assert_string_equal(spec.interface, NETWORK_CLOSED "00112233443");
	assert_int_equal(spec.labels_n, NETWORK_LABELS);
	assert_string_equal(spec.labels[3].value, "3");
	in.generation = 4;
	network_own(mem, &conf, EGRESS_BLOCKED, &in, 0, &next);
	assert_string_not_equal(spec.interface, next.interface);
	assert_string_not_equal(spec.name, next.name);
	mem_free(&mem);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_halves_of_a_pool_do_not_meet),
	    cmocka_unit_test(a_shared_bridge_is_found_by_what_it_is_called),
	    cmocka_unit_test(no_other_label_is_taken_for_a_shared_one),
	    cmocka_unit_test(an_own_network_is_its_generations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
