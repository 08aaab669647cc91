#pragma once
// Which tests a thing must have passed before it is handed over as working (« reconditionné » asks for tests of all functions,
// code de la consommation R122-4). Data, by kind: the page of tests, the work order and the departure all read it here.
#include <string_view>
#include <vector>

#include "equipment/kind.hpp"

namespace equipment {

/// Codes in the order of the bench: power, ram, disk, screen, keyboard… Empty: nothing to test (a cable is looked at).
std::vector<std::string_view> tests_required(Kind kind);
bool is_test(std::string_view code);
/// A failure of this test means that the thing does not work: it is never given nor sold. The others (battery, sound, webcam…) are
/// defects that the receiver is told of: recorded, they do not hold it back.
bool is_essential_test(std::string_view code);
/// Kinds that the published grading rule knows: they carry a category before a gift or a sale.
bool is_graded(Kind kind);

}  // namespace equipment
