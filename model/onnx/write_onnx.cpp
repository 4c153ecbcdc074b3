#include "model/onnx/graph.hpp"
#include "model/onnx/onnx.hpp"
#include "model/onnx/onnx_properties.hpp"
#include "model/onnx/tensor_names.hpp"
#include "model/pca.hpp"

namespace eigenfaces {

namespace {

using onnx::TensorProto;
using Index = std::int64_t;
namespace names = onnx_names;

Index index(std::size_t value) {
    return static_cast<Index>(value);
}

std::size_t pair_of(std::size_t i, std::size_t j, std::size_t n) {
    return i * n - i * (i + 1) / 2 + j - i - 1;
}

/// The graph of one model; each function adds a step and gives the name of its result.
class PredictionGraph {
  public:
    PredictionGraph(onnx::GraphProto& graph, const ModelFile& model)
        : out_(graph),
          model_(model),
          n_(model.n_classes()),
          pairs_(n_ * (n_ - 1) / 2),
          one_(out_.number("one", 1)) {}

    void write() {
        out_.input("faces", TensorProto::FLOAT, index(model_.n_features()));
        const std::string decisions = decide(kernel(project("faces")));
        const std::string label = vote(decisions);
        out_.gather(out_.constant("names", model_.names()), label, 0, "name");
        probabilities(decisions);
        out_.output("label", TensorProto::INT64, 0);
        out_.output("name", TensorProto::STRING, 0);
        out_.output("votes", TensorProto::FLOAT, index(n_));
        out_.output("decision_values", TensorProto::DOUBLE, index(pairs_));
        out_.output("probabilities", TensorProto::DOUBLE, index(n_));
    }

  private:
    /// Coordinates on the whitened eigenfaces, float [n, n_components].
    std::string project(const std::string& faces) {
        const Index k = index(model_.n_components());
        const Index d = index(model_.n_features());
        const std::string centred = out_.node("Sub", {faces, out_.constant(names::mean, model_.mean(), {d})});
        const std::string coordinates =
            out_.multiply_transposed(centred, out_.constant(names::components, model_.components(), {k, d}));
        return out_.node("Mul",
                         {coordinates, out_.constant("inverse_deviations",
                                                     inverse_deviations(model_.explained_variance()), {k})});
    }

    /// exp(-gamma |z - support vector|^2), float as libsvm stores it, then double [n, n_support_vectors].
    std::string kernel(const std::string& coordinates) {
        const std::size_t k = model_.n_components();
        const Index s = index(model_.n_support_vectors());
        std::vector<float> lengths;
        for (std::size_t i = 0; i < model_.n_support_vectors(); ++i) {
            double sum = 0;
            for (const float value : model_.support_vectors().subspan(i * k, k))
                sum += static_cast<double>(value) * static_cast<double>(value);
            lengths.push_back(static_cast<float>(sum));
        }
        const std::string precise = out_.cast(coordinates, TensorProto::DOUBLE);
        const std::string length =
            out_.cast(out_.sum(out_.node("Mul", {precise, precise}), 1, true), TensorProto::FLOAT);
        const std::string product = out_.multiply_transposed(
            coordinates, out_.constant(names::support_vectors, model_.support_vectors(), {s, index(k)}));
        const std::string both = out_.node("Add", {length, out_.constant("support_lengths", lengths, {s})});
        const float two = 2;
        const std::string twice =
            out_.node("Mul", {product, out_.constant("two", std::span<const float>(&two, 1), {})});
        const float zero = 0;
        const std::string distance =
            out_.node("Max", {out_.node("Sub", {both, twice}),
                              out_.constant("no_distance", std::span<const float>(&zero, 1), {})});
        const std::string exponent = out_.node(
            "Mul", {out_.cast(distance, TensorProto::DOUBLE), out_.number("minus_gamma", -model_.gamma())});
        const std::string rounded = out_.cast(out_.node("Exp", {exponent}), TensorProto::FLOAT);
        return out_.cast(rounded, TensorProto::DOUBLE);
    }

    /// Decision values, double [n, pairs]. A class's support vectors against each other class first: the
    /// matrix of all pairs would be mostly zeros.
    std::string decide(const std::string& kernel) {
        std::vector<Index> counts;
        for (const std::uint32_t count : model_.n_support())
            counts.push_back(count);
        const std::vector<std::string> blocks = out_.split(kernel, 1, counts);
        std::vector<std::string> sums;
        std::size_t begin = 0;
        for (std::size_t c = 0; c < n_; ++c) {
            const auto count = static_cast<std::size_t>(counts[c]);
            std::vector<double> coefficients;
            for (std::size_t s = begin; s < begin + count; ++s) {
                for (std::size_t other = 0; other + 1 < n_; ++other)
                    coefficients.push_back(model_.dual_coef()[other * model_.n_support_vectors() + s]);
            }
            begin += count;
            sums.push_back(out_.node("MatMul", {blocks[c], out_.constant(names::dual_coef(c), coefficients,
                                                                         {counts[c], index(n_ - 1)})}));
        }
        const std::string all = out_.node("Concat", sums);
        out_.attribute("axis", 1);
        std::vector<Index> of_first;
        std::vector<Index> of_second;
        for (std::size_t i = 0; i < n_; ++i) {
            for (std::size_t j = i + 1; j < n_; ++j) {
                of_first.push_back(index(i * (n_ - 1) + j - 1));
                of_second.push_back(index(j * (n_ - 1) + i));
            }
        }
        const std::string both =
            out_.node("Add", {out_.gather(all, out_.positions("of_first", of_first), 1),
                              out_.gather(all, out_.positions("of_second", of_second), 1)});
        return out_.node("Add", {both, out_.constant(names::intercept, model_.intercept(), {index(pairs_)})},
                         "decision_values");
    }

    /// For each class i a row of what `first` (where i is the first of a pair), `second` (where it is the
    /// second) and `itself` say of it and each class j. All are of one type; the result is [n, n_classes,
    /// n_classes].
    std::string square(const std::string& first, const std::string& second, const std::string& itself) {
        if (square_positions_.empty()) {
            std::vector<Index> positions;
            for (std::size_t i = 0; i < n_; ++i) {
                for (std::size_t j = 0; j < n_; ++j) {
                    positions.push_back(i < j   ? index(pair_of(i, j, n_))
                                        : i > j ? index(pairs_ + pair_of(j, i, n_))
                                                : index(2 * pairs_));
                }
            }
            square_positions_ = out_.positions("square_positions", positions);
            square_shape_ = out_.positions("square_shape", {-1, index(n_), index(n_)});
        }
        // One column with `itself` for each face.
        const std::string column =
            out_.node("Add", {out_.node("Sub", {first_column(first), first_column(first)}), itself});
        const std::string line = out_.node("Concat", {first, second, column});
        out_.attribute("axis", 1);
        return out_.node("Reshape", {out_.gather(line, square_positions_, 1), square_shape_});
    }

    std::string first_column(const std::string& values) {
        if (first_position_.empty()) first_position_ = out_.positions("first_position", {0});
        return out_.gather(values, first_position_, 1);
    }

    /// The class with the most votes, of equal ones the first.
    std::string vote(const std::string& decisions) {
        const std::string is_first = out_.node("Greater", {decisions, out_.number("zero", 0)});
        const std::string first = out_.cast(is_first, TensorProto::FLOAT);
        const std::string second = out_.cast(out_.node("Not", {is_first}), TensorProto::FLOAT);
        const float none = 0;
        const std::string votes =
            out_.sum(square(first, second, out_.constant("no_vote", std::span<const float>(&none, 1), {})), 2,
                     false, "votes");
        std::string label = out_.node("ArgMax", {votes}, "label");
        out_.attribute("axis", 1);
        out_.attribute("keepdims", 0);
        return label;
    }

    /// As model/svm/pairwise_coupling.cpp does it: the system (Q + 11') p = 1, solved by elimination.
    void probabilities(const std::string& decisions) {
        std::vector<double> a;
        std::vector<double> b;
        for (const svm::Sigmoid& sigmoid : model_.sigmoids()) {
            a.push_back(sigmoid.a);
            b.push_back(sigmoid.b);
        }
        const std::string exponent = out_.node(
            "Add", {out_.node("Mul", {decisions, out_.constant(names::sigmoid_a, a, {index(pairs_)})}),
                    out_.constant(names::sigmoid_b, b, {index(pairs_)})});
        const std::string free =
            out_.node("Div", {one_, out_.node("Add", {one_, out_.node("Exp", {exponent})})});
        const std::string least = out_.node("Max", {free, out_.number("least", 1e-7)});
        const std::string r = out_.node("Min", {least, out_.number("most", 1 - 1e-7)});
        const std::string rest = out_.node("Sub", {one_, r});
        const std::string off = out_.node("Sub", {one_, out_.node("Mul", {r, rest})});
        const std::string squares = square(out_.node("Mul", {rest, rest}), out_.node("Mul", {r, r}), one_);
        // 1 for 11', and the sum of squares, of which `itself` is that 1.
        const std::string diagonal = out_.sum(squares, 2, true);
        std::vector<double> identity(n_ * n_, 0);
        for (std::size_t i = 0; i < n_; ++i)
            identity[i * n_ + i] = 1;
        const std::string unit = out_.constant("identity", identity, {index(n_), index(n_)});
        const std::string matrix = out_.node(
            "Add", {square(off, off, out_.number("nothing", 0)), out_.node("Mul", {diagonal, unit})});
        const std::string solution = solve(matrix);
        const std::string positive = out_.node("Max", {solution, out_.number("no_less", 0)});
        out_.node("Div", {positive, out_.sum(positive, 1, true)}, "probabilities");
    }

    /// x of A x = 1, by Gauss and Jordan, a column at a time; [n, n_classes].
    std::string solve(std::string matrix) {
        const std::vector<double> ones(n_, 1);
        // As many ones as there are faces: a column of the matrix divided by itself.
        const std::string column = out_.split(matrix, 2, {1, index(n_ - 1)}).front();
        const std::string right = out_.node(
            "Add", {out_.node("Sub", {column, column}), out_.constant("ones", ones, {index(n_), 1})});
        matrix = out_.node("Concat", {matrix, right});
        out_.attribute("axis", 2);
        for (std::size_t p = 0; p < n_; ++p) {
            const auto parts = out_.split(matrix, 2, {1, index(n_ - p)});
            const std::string at = out_.positions("pivot_" + std::to_string(p), {index(p)});
            const std::string row =
                out_.node("Div", {out_.gather(parts[1], at, 1), out_.gather(parts[0], at, 1)});
            std::vector<double> unit(n_, 0);
            unit[p] = 1;
            const std::string factors = out_.node(
                "Sub", {parts[0], out_.constant("unit_" + std::to_string(p), unit, {index(n_), 1})});
            matrix = out_.node("Sub", {parts[1], out_.node("Mul", {factors, row})});
        }
        return out_.node("Squeeze", {matrix, out_.positions("last_axis", {2})});
    }

    GraphWriter out_;
    const ModelFile& model_;
    const std::size_t n_;
    const std::size_t pairs_;
    const std::string one_;
    std::string square_positions_;
    std::string square_shape_;
    std::string first_position_;
};

}  // namespace

std::string write_onnx(const ModelFile& model) {
    onnx::ModelProto file;
    file.set_ir_version(7);
    file.set_producer_name(names::producer);
    file.set_producer_version(model.metadata().software_version);
    file.set_doc_string(
        "Eigenfaces and a support vector machine: who is in the picture? Input: the features of faces, 0 to "
        "1.");
    file.add_opset_import()->set_version(13);
    file.mutable_graph()->set_name("eigenfaces");
    PredictionGraph(*file.mutable_graph(), model).write();
    onnx::StringStringEntryProto& properties = *file.add_metadata_props();
    properties.set_key(names::properties);
    properties.set_value(onnx_properties(model));
    std::string bytes;
    file.SerializeToString(&bytes);
    return bytes;
}

}  // namespace eigenfaces
