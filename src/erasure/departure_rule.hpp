#pragma once
// What still stands between an item and its departure (domain.md §3.6): the one rule that every way out goes through.
#include <vector>

#include "base/result.hpp"
#include "collection/agreement.hpp"
#include "equipment/event.hpp"
#include "equipment/item.hpp"
#include "equipment/tests.hpp"

namespace erasure {

/// Empty: it may depart this way. Each refusal is a sentence of its own ("erasure.departure.…"); those about a medium name it as
/// {medium}, those about a test carry the field "tests.<code>".
/// - Nothing departs twice.
/// - No medium leaves, for anybody, waste included, before it is erased with a proof whose rank and level the agreement accepts, or
///   destroyed; exceptions only if the agreement accepts each of them. What may hold data and whose media nobody has listed stays.
/// - Given or sold: ready, unlocked, every required test recorded, no essential one failed, graded when its kind is.
std::vector<base::Refusal> missing_for_departure(const equipment::Item& item, const collection::AgreementTerms& terms,
                                                 equipment::DepartureKind kind);

/// The part about media alone: the same for every way out.
std::vector<base::Refusal> missing_for_erasure(const equipment::Item& item, const collection::AgreementTerms& terms);

/// Tests that the kind requires and nobody has recorded, and essential ones that failed.
std::vector<base::Refusal> missing_for_tests(const equipment::Item& item);

/// « Samsung SSD 860 EVO · S3Z8NB0K », or the kind of disk when it says nothing of itself.
std::string medium_name(const equipment::Medium& medium);

}  // namespace erasure
