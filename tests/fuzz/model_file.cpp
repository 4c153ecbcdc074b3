/// Any bytes as a model file: they are refused, or they are a model that predicts.
#include "model/model_file.hpp"

#include <cmath>
#include <cstdlib>
#include <cstring>

#include "model/crc64.hpp"
#include "model/predictor/model.hpp"

using namespace eigenfaces;

namespace {

/// Makes size and checksum right, so that what they protect is read; a byte in front says whether to.
std::vector<std::byte> sealed(std::span<const std::byte> input) {
    std::vector<std::byte> bytes(input.begin() + 1, input.end());
    if (bytes.size() < 64 || input.front() == std::byte{0}) return bytes;
    const std::uint64_t size = bytes.size();
    std::memcpy(bytes.data() + 16, &size, sizeof size);
    std::memset(bytes.data() + 24, 0, 8);
    const std::uint64_t checksum = crc64(bytes);
    std::memcpy(bytes.data() + 24, &checksum, sizeof checksum);
    return bytes;
}

void check(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto file = ModelFile::read(sealed(std::as_bytes(std::span(data, size))));
    if (!file) {
        check(!file.error().message.empty());
        return 0;
    }
    const Model model(*file);
    const std::vector<float> mean(file->mean().begin(), file->mean().end());
    std::vector<float> stripes(mean.size());
    for (std::size_t i = 0; i < stripes.size(); ++i)
        stripes[i] = i % 2 == 0 ? 1.0F : 0.0F;
    for (const auto& face : {mean, stripes}) {
        const Prediction prediction = model.predict(face);
        check(prediction.class_index < model.n_classes());
        check(!model.name(prediction.class_index).empty());
        for (const double value : prediction.decision_values)
            check(std::isfinite(value));
        for (const double probability : model.probabilities(prediction))
            check(probability >= 0 && probability <= 1);
    }

    const auto again = ModelFile::read(write_model(file->to_trained_model()));
    check(again.has_value());
    check(again->to_trained_model().summary == file->to_trained_model().summary);
    return 0;
}
