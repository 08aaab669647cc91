// The tests' own main: this program is also its own limited child for reading spreadsheets.
#include <gtest/gtest.h>

#include "documents/sheet_read.hpp"

int main(int count, char** arguments) {
  if (count == 2 && std::string_view(arguments[1]) == "--sheet-child") return documents::sheet_child_main(0, 1);
  testing::InitGoogleTest(&count, arguments);
  return RUN_ALL_TESTS();
}
