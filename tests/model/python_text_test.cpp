#include "model/python_text.hpp"

#include "tests/catch.hpp"

using namespace eigenfaces;

TEST_CASE("floats are written as Python's repr does") {
    CHECK(python_repr(1000.0) == "1000.0");
    CHECK(python_repr(1e5) == "100000.0");
    CHECK(python_repr(0.0001) == "0.0001");
    CHECK(python_repr(1e-5) == "1e-05");
    CHECK(python_repr(1.5e-7) == "1.5e-07");
    CHECK(python_repr(123456789012345680.0) == "1.2345678901234568e+17");
    CHECK(python_repr(1e16) == "1e+16");
    CHECK(python_repr(1e15) == "1000000000000000.0");
    CHECK(python_repr(0.1) == "0.1");
    CHECK(python_repr(-2.5) == "-2.5");
    CHECK(python_repr(0.0) == "0.0");
    CHECK(python_repr(1.0 / 3) == "0.3333333333333333");
    CHECK(python_repr(1e22) == "1e+22");
    CHECK(python_repr(5e-324) == "5e-324");
}

TEST_CASE("small matrices are written as NumPy does") {
    CHECK(numpy_str({{2, 1, 0}, {1, 2, 0}, {1, 0, 3}}) == "[[2 1 0]\n [1 2 0]\n [1 0 3]]");
    CHECK(numpy_str({{8, 100}, {0, 7}}) == "[[  8 100]\n [  0   7]]");
    CHECK(numpy_str({{5}}) == "[[5]]");
}

TEST_CASE("long rows are wrapped as NumPy does") {
    ConfusionMatrix matrix(30, std::vector<std::size_t>(30));
    for (std::size_t i = 0; i < 900; ++i)
        matrix[i / 30][i % 30] = i % 130;
    const std::string text = numpy_str(matrix);
    CHECK(text.size() == 3750);
    CHECK(
        text.starts_with("[[  0   1   2   3   4   5   6   7   8   9  10  11  12  13  14  15  16  17\n"
                         "   18  19  20  21  22  23  24  25  26  27  28  29]\n"
                         " [ 30  31  32"));
    ConfusionMatrix wide(31, std::vector<std::size_t>(31, 0));
    wide[1][2] = 12345;
    CHECK(numpy_str(wide).starts_with(
        "[[    0     0     0     0     0     0     0     0     0     0     0     0\n"
        "      0     0     0     0     0     0     0     0     0     0     0     0\n"
        "      0     0     0     0     0     0     0]\n"
        " [    0     0 12345     0"));
}

TEST_CASE("matrices of more than 1,000 elements are summarised as NumPy does") {
    ConfusionMatrix matrix(40, std::vector<std::size_t>(40, 0));
    matrix[0][0] = 7;
    matrix[39][39] = 123;
    matrix[20][20] = 99999;
    CHECK(numpy_str(matrix) ==
          "[[  7   0   0 ...   0   0   0]\n [  0   0   0 ...   0   0   0]\n [  0   0   0 ...   0   0   0]\n "
          "...\n"
          " [  0   0   0 ...   0   0   0]\n [  0   0   0 ...   0   0   0]\n [  0   0   0 ...   0   0 123]]");
}
